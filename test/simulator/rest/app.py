"""A small app in Python: who texts gets an answer by REST, and a call."""

import os
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

from twilio.rest import Client

client = Client(os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"])
# The one line for tests: elsewhere the variable is not set.
if "TWILIO_BASE_URL" in os.environ:
    client.api.base_url = os.environ["TWILIO_BASE_URL"]


class App(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        if self.path == "/sms":
            client.messages.create(
                to=form["From"], from_=form["To"], body=f"You wrote: {form['Body']}"
            )
            call = client.calls.create(
                to=form["From"],
                from_=form["To"],
                twiml="<Response><Say>Hello from Python</Say></Response>",
            )
            count = len(client.messages.list(limit=20))
            answer = f"<Response><Message>{count} messages, {call.status}</Message></Response>"
        else:
            answer = "<Response/>"
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), App)
print(server.server_port, flush=True)
server.serve_forever()
