# SPDX-License-Identifier: MIT
"""The files that a client needs, made with openssl: the service account's
key file, an authorized user's file, a private CA and a certificate."""
import json
import os
import secrets
import subprocess

from oauth import public_key

EMAIL = "atlas-sync@test-project.iam.gserviceaccount.com"
USER = "owner@example.com"


def openssl(*arguments, given=None):
    return subprocess.run(
        ["openssl", *arguments], input=given, text=True, check=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout


def write(path, text, mode=0o600):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode),
              "w", encoding="utf-8") as f:
        f.write(text)
    return path


def account(directory, token_uri, tokens):
    """Write key.json and user.json, and make both known to the token
    server."""
    private = openssl("genpkey", "-algorithm", "RSA",
                      "-pkeyopt", "rsa_keygen_bits:2048")
    public = openssl("pkey", "-pubout", given=private)
    tokens.accounts[EMAIL] = [public_key(public)]
    tokens.secrets += [line for line in private.splitlines()
                       if line and not line.startswith("-----")]
    write(os.path.join(directory, "key.json"), json.dumps({
        "type": "service_account", "project_id": "test-project",
        "private_key_id": secrets.token_hex(20), "private_key": private,
        "client_email": EMAIL, "client_id": "112233445566778899000",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": token_uri, "universe_domain": "googleapis.com",
    }, indent=2) + "\n")
    user = {"client_id": "1234-test.apps.googleusercontent.com",
            "client_secret": "GOCSPX-" + secrets.token_urlsafe(21)}
    refresh = "1//0" + secrets.token_urlsafe(60)
    tokens.users[refresh] = {**user, "email": USER}
    tokens.secrets += [refresh, user["client_secret"]]
    write(os.path.join(directory, "user.json"), json.dumps({
        "type": "authorized_user", **user, "refresh_token": refresh,
        "token_uri": token_uri}, indent=2) + "\n")


def certificate(directory):
    """(certificate, key) for 127.0.0.1 and localhost, signed by a CA of its
    own, ca.pem; wrong-ca.pem is another."""
    def path(name):
        return os.path.join(directory, name)

    def request(name, subject, *more):
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", subject, "-keyout", path(name + ".key"),
                "-out", path(name + ".pem"), *more)

    request("ca", "/CN=Atlas test CA")
    request("wrong-ca", "/CN=Another CA")
    request("server", "/CN=localhost",
            "-CA", path("ca.pem"), "-CAkey", path("ca.key"),
            "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
            "-addext", "basicConstraints=critical,CA:FALSE")
    return path("server.pem"), path("server.key")
