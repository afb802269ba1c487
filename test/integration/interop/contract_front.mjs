// Prism, a mock server that validates requests against the API's description, behind TLS.
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { answers_recursively, operations_of, strict_document } from './contract_document.mjs';

/** Starts Prism's command line on a free port of the loopback interface; gives its URL. It ends with this process. */
async function start_prism(folder, document) {
  const file = join(folder, 'contract.openapi.json');
  writeFileSync(file, JSON.stringify(document));
  const program = createRequire(import.meta.url).resolve('@stoplight/prism-cli');
  const prism = new Worker(program, { argv: ['mock', '--errors', '--port', '0', file], stdout: true });
  let log = '';
  return new Promise((resolve, reject) => {
    prism.on('error', reject);
    prism.on('exit', () => {
      process.stderr.write(`Prism ended: ${log ?? ''}\n`);
      process.exit(1);
    });
    prism.stdout.on('data', (piece) => {
      if (log === undefined) return; // read on, or it would stop when the pipe is full
      log += piece;
      const url = /Prism is listening on (http:\/\/[\d.:]+)/u.exec(log);
      if (!url) return;
      log = undefined;
      resolve(url[1]);
    });
  });
}

/** What is wrong with the names in a query. Prism takes them in any letter case, and ignores those it does not know. */
function query_fault(operation, url, all_are_set) {
  const described = (operation.parameters ?? []).filter((one) => one.in === 'query').map((one) => one.name);
  const sent = [...new URL(url, 'https://localhost').searchParams.keys()];
  const unknown = sent.filter((name) => !described.includes(name));
  if (unknown.length) return `the query has ${unknown}, which are not described`;
  const missing = described.filter((name) => !sent.includes(name));
  return all_are_set && missing.length ? `the query lacks ${missing}` : undefined;
}

/**
 * Starts it; returns { url }.
 *
 * The `client-request-id` of requests ends with the operation's name. Where it starts with `everything`, every query
 * parameter must be there, and the answer has values that are made from that id as a seed, unless its schema is
 * recursive; all others have values that depend on their type only.
 * GET /.test/violations gives what was wrong with the requests since the last time.
 */
export async function start_contract(folder) {
  const document = strict_document();
  const operations = new Map(operations_of(document).map((operation) => [operation.operationId, operation]));
  // the generator of values does not know where to stop in these
  const recursive = new Set(
    [...operations.values()].filter((one) => answers_recursively(document, one)).map((one) => one.operationId),
  );
  const prism = await start_prism(folder, document);
  const agent = new http.Agent({ keepAlive: true });
  const violations = [];

  function forward(request, response) {
    const id = request.headers['client-request-id'] ?? '';
    const everything = id.startsWith('everything');
    const headers = { ...request.headers };
    if (everything && !recursive.has(id.slice(id.indexOf('-') + 1))) headers.prefer = `dynamic=true, seed=${id}`;
    const { method, url } = request;
    const onward = http.request(prism + url, { method, headers, agent }, (reply) => {
      const operation = operations.get(reply.headers['x-operation']);
      const fault = operation && query_fault(operation, url, everything);
      if (fault) {
        violations.push({ id, request: `${method} ${url}`, violations: fault });
        reply.resume();
        response.writeHead(400).end();
        return;
      }
      if (reply.statusCode !== 200) {
        violations.push({ id, request: `${method} ${url}`, violations: reply.headers['sl-violations'] ?? reply.statusCode });
      }
      response.writeHead(reply.statusCode, reply.headers);
      reply.pipe(response);
    });
    onward.on('error', (error) => response.destroy(error));
    request.pipe(onward);
  }

  const server = https.createServer(
    { cert: readFileSync(join(folder, 'server.pem')), key: readFileSync(join(folder, 'server.key')) },
    (request, response) => {
      if (request.url !== '/.test/violations') return forward(request, response);
      response.writeHead(200, { 'content-type': 'application/json' });
      return response.end(JSON.stringify(violations.splice(0)));
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `https://localhost:${server.address().port}` };
}
