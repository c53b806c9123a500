// Nothing is called: what is in pace.c happens when the tests' program is loaded.
