print("ter1")
