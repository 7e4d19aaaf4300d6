import os
import time

import jwt


class user:
    id, name, email = 48213, "Mära Lindqvist", "mara@shop.example"


secret = os.environ["BONAFIDE_SECRET"]
token = (
SAMPLE
)
print(token, end="")
