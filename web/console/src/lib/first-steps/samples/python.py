import os
import time

import jwt  # PyJWT


@app.get("/bonafide-token")
@login_required
def bonafide_token():
    now = int(time.time())
    claims = {
        "external_id": str(current_user.id),  # a string, even if your ids are numbers
        "scope": "user",
        "name": current_user.name,
        "email": current_user.email,
        "email_verified": bool(current_user.email_confirmed),
        "iat": now,
        "exp": now + 3600,
    }
    secret = os.environ["BONAFIDE_SECRET"]  # as it is, without decoding it
    token = jwt.encode(claims, secret, algorithm="HS256", headers={"kid": "KEY_ID"})
    return token, {"Content-Type": "text/plain"}
