import { createServer } from 'node:http'
const escape = (text) => text.replace(/[&<>"]/g, (c) => '&#' + c.charCodeAt(0) + ';')
createServer(async (request, response) => {
  let text = ''
  for await (const chunk of request) text += chunk
  const form = new URLSearchParams(text)
  const body = form.get('Body') ?? ''
  const xml = {
    '/sms': () =>
      body === 'long' ? '<Message>' + 'word '.repeat(300) + '</Message>' + '<!--' + 'x'.repeat(60000) + '-->'
      : body === 'wide' ? '<Message><Body>w</Body></Message>'.repeat(1850)
      : '<Message>Dear reader, you wrote: ' + escape(body) + '</Message>',
    '/voice': () => '<Gather action="/choice" input="dtmf speech" numDigits="1"><Say>For sales, press 1.</Say></Gather><Hangup/><Say>never heard</Say>',
    '/choice': () => '<Say>You chose ' + escape(form.get('Digits') ?? form.get('SpeechResult') ?? '') + '.</Say><Redirect>/voice</Redirect>',
  }[request.url]
  response.writeHead(xml ? 200 : 404, { 'content-type': 'text/xml' })
  response.end(xml && '<Response>' + xml() + '</Response>')
}).listen(43275, '127.0.0.1')
