"""An agent as many are written today: aiohttp, and each message by hand.

It knows nothing of twimlx, which drives it in a test all the same.

    TWILIO_AUTH_TOKEN=… python3 by_hand.py example.com
"""

import asyncio
import base64
import hashlib
import hmac
import json
import os
import sys

from aiohttp import web

HOST = sys.argv[1]
TOKEN = os.environ["TWILIO_AUTH_TOKEN"]


async def voice(request):
    return web.Response(
        content_type="text/xml",
        text=f"""<Response><Connect action="/after">
          <ConversationRelay url="wss://{HOST}/relay" welcomeGreeting="Hi!" dtmfDetection="true"/>
        </Connect></Response>""",
    )


async def after(request):
    form = await request.post()
    reason = json.loads(form.get("HandoffData", "{}")).get("reason")
    words = "One moment." if reason else "Goodbye."
    return web.Response(content_type="text/xml", text=f"<Response><Say>{words}</Say></Response>")


async def relay(request):
    url = f"wss://{HOST}{request.rel_url}"
    digest = hmac.new(TOKEN.encode(), url.encode(), hashlib.sha1).digest()
    signature = request.headers.get("X-Twilio-Signature", "")
    if not hmac.compare_digest(base64.b64encode(digest).decode(), signature):
        raise web.HTTPForbidden()
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for frame in socket:
        message = json.loads(frame.data)
        if message["type"] == "prompt":
            for token in ["You ", "said ", f"{message['voicePrompt']}."]:
                await socket.send_json({"type": "text", "token": token, "last": token.endswith(".")})
        if message["type"] == "dtmf":
            handoff = json.dumps({"reason": f"key {message['digit']}"})
            await socket.send_json({"type": "end", "handoffData": handoff})
    return socket


async def main():
    app = web.Application()
    app.add_routes([web.post("/voice", voice), web.post("/after", after), web.get("/relay", relay)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(os.environ.get("PORT", "0"))).start()
    host, port = runner.addresses[0]
    print(f"http://{host}:{port}", flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
