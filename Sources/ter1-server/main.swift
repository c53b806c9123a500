import CBrotli
import CMicrohttpd
import CSodium
import CZlib

print("ter1-server", MHD_get_version() == nil, sodium_init())
