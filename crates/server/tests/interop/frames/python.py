class app:
    get = staticmethod(lambda path: lambda handler: handler)


class current_user:
    id, name, email, email_confirmed = 48213, "Mära Lindqvist", "mara@shop.example", True


def login_required(handler):
    return handler


SAMPLE
print(bonafide_token()[0], end="")
