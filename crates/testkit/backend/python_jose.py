# The same with python-jose.

import base64
import json
import sys

from jose import jwt

for line in sys.stdin:
    order = json.loads(line)
    secret = order["secret"]
    if order["decodeSecret"]:
        secret = base64.urlsafe_b64decode(secret + "=")
    header = {} if order["keyId"] is None else {"kid": order["keyId"]}
    try:
        token = jwt.encode(order["claims"], secret, algorithm=order["algorithm"], headers=header)
        answer = {"token": token}
    except Exception as error:
        answer = {"refusal": str(error)}
    print(json.dumps(answer), flush=True)
