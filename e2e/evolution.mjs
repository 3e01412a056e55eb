// A server that speaks as Evolution API does to Nascente: one instance, which a phone connects and leaves.

import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * Answers `{ origin, instance, key, phone, scan, leave, webhook, stop }`. `scan` and `leave` are what somebody does on
 * the phone: the instance changes and tells the address that Nascente has set.
 */
export async function startEvolution({ instance, key, phone }) {
  let state = 'close';
  let webhook = null;
  let codes = 0;

  const answers = {
    'POST /instance/create': () => [403, { message: 'This name is already in use.' }],
    [`GET /instance/connectionState/${instance}`]: () => [200, { instance: { instanceName: instance, state } }],
    [`GET /instance/connect/${instance}`]: () => {
      if (state === 'open') return [200, { instance: { instanceName: instance, state } }];
      state = 'connecting';
      codes += 1;
      return [200, { pairingCode: null, code: `2@${'k3Yb'.repeat(30)}${codes}`, base64: null, count: codes }];
    },
    [`DELETE /instance/logout/${instance}`]: () => {
      state = 'close';
      return [200, { status: 'SUCCESS', error: false, response: { message: 'Instance logged out' } }];
    },
    [`POST /webhook/set/${instance}`]: (body) => {
      webhook = body.webhook.url;
      return [201, { enabled: true }];
    },
    [`POST /message/sendText/${instance}`]: (body) => [
      201,
      { key: { remoteJid: `${body.number}@s.whatsapp.net`, fromMe: true, id: `3EB0${Date.now().toString(16)}` }, status: 'PENDING' },
    ],
  };

  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const [path] = request.url.split('?');
    const answer = answers[`${request.method} ${path}`] ?? (() => [404, { response: { message: ['Not Found'] } }]);
    const [status, body] = request.headers.apikey === key ? answer(text ? JSON.parse(text) : {}) : [401, { message: 'Unauthorized' }];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const tell = async (next, statusReason) => {
    state = next;
    const data = { instance, state, statusReason, wuid: `${phone}@s.whatsapp.net` };
    const answer = await fetch(webhook, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ event: 'connection.update', instance, data, date_time: new Date().toISOString() }),
    });
    if (!answer.ok) throw new Error(`the webhook answered ${answer.status}`);
  };
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    instance,
    key,
    phone,
    webhook: () => webhook,
    scan: () => tell('open', 200),
    leave: () => tell('close', 401),
    stop: () => new Promise((closed) => server.close(closed)),
  };
}
