// An HTTP server that is within its rights and makes use of all of them: interim replies, chunks of one byte, trailers,
// a body that ends with the connection, and connections that end too early.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';

const json = { 'content-type': 'application/json' };

const routes = {
  // 103 Early Hints (RFC 8297), several times, before the reply
  '/interim': (request, response) => {
    for (let count = 0; count < 3; ++count) response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
    response.writeHead(200, json);
    response.end('{"interim":3}');
  },
  // 100 Continue that nobody asked for (RFC 9110 section 15.2: a client must be able to parse it)
  '/continue': (request, response) => {
    response.writeContinue();
    response.writeHead(200, json);
    response.end('{"continue":true}');
  },
  '/single-bytes': (request, response) => {
    response.writeHead(200, json);
    for (const byte of '{"chunks":"of one byte"}') response.write(byte);
    response.end();
  },
  '/trailers': (request, response) => {
    response.writeHead(200, { ...json, trailer: 'x-checksum' });
    response.write('{"trailers":');
    response.addTrailers({ 'x-checksum': '1' });
    response.end('true}');
  },
  // no length, no chunks: the end of the connection is the end of the body (RFC 9112 section 6.3, rule 8)
  '/until-close': (request, response) => {
    response.useChunkedEncodingByDefault = false;
    response.shouldKeepAlive = false;
    response.writeHead(200, json);
    response.end('{"until":"close"}');
  },
  // an old server's reply: HTTP/1.0, a field without a value, a reason that is none
  '/http-1-0': (request) => {
    request.socket.end('HTTP/1.0 200 \r\nContent-Type:application/json\r\nX-Nothing:\r\n\r\n{"http":"1.0"}');
  },
  // the connection ends in the middle of a body whose length was announced
  '/cut-off': (request, response) => {
    response.writeHead(200, { ...json, 'content-length': '100' });
    response.write('{"cut":', () => request.socket.destroy());
  },
  // … and in the middle of a chunked one
  '/cut-off-chunked': (request, response) => {
    response.writeHead(200, json);
    response.write('{"cut":', () => request.socket.destroy());
  },
  // … and in the middle of one that has no other end: only TLS can tell, by the missing close_notify
  '/cut-off-until-close': (request, response) => {
    response.useChunkedEncodingByDefault = false;
    response.shouldKeepAlive = false;
    response.writeHead(200, json);
    response.write('{"cut":', () => request.socket.destroy());
  },
  // … and after a complete one, without a close_notify either
  '/abrupt': (request, response) => {
    response.writeHead(200, { ...json, 'content-length': '15', connection: 'close' });
    response.write('{"abrupt":true}', () => request.socket.destroy());
  },
  '/never': () => {},
  '/stalls': (request, response) => {
    response.writeHead(200, json);
    response.write('{"stalls":');
  },
  '/no-content': (request, response) => {
    response.writeHead(204);
    response.end();
  },
  '/fields': (request, response) => {
    response.writeHead(200, {
      ...json,
      'X-EMPTY': '',
      'x-MiXeD-CaSe': 'kept',
      'set-cookie': ['a=1', 'b=2; HttpOnly'],
      'x-long': 'v'.repeat(8000),
    });
    // what came in, so that the test sees what was sent
    response.end(JSON.stringify({ fields: request.rawHeaders }));
  },
  '/too-many-fields': (request, response) => {
    for (let count = 0; count < 500; ++count) response.setHeader(`x-${count}`, 'v');
    response.end();
  },
  // one write per request is promised: how many pieces did the body come in?
  '/echo': async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces);
    response.writeHead(200, { ...json, 'x-fields': JSON.stringify(request.rawHeaders).slice(0, 7000) });
    response.end(body);
  },
};

/** Starts the server; returns { url }. */
export async function start_front(folder) {
  const server = https.createServer(
    { cert: readFileSync(join(folder, 'server.pem')), key: readFileSync(join(folder, 'server.key')) },
    (request, response) => {
      const route = routes[request.url.split('?')[0]];
      if (route) {
        route(request, response);
      } else {
        response.writeHead(404, { 'content-type': 'text/html' });
        response.end('<html><title>Not here</title></html>');
      }
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `https://localhost:${server.address().port}` };
}
