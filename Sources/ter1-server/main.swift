import CMicrohttpd
import CZlib
import CBrotli
import CSodium
print("ter1-server", MHD_get_version() == nil, sodium_init())
