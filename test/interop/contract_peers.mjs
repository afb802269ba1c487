// The peers of the contract test, as peers.mjs is of the others: node contract_peers.mjs FOLDER
import { rmSync } from 'node:fs';
import { start_contract } from './contract_front.mjs';

const folder = process.argv[2];
if (!folder) {
  process.stderr.write('usage: node contract_peers.mjs FOLDER\n');
  process.exit(2);
}

function stop() {
  // the keys do not stay behind, also when run.sh can no longer see to it
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(0);
}
process.stdin.on('end', stop).on('error', stop).resume();
process.on('SIGTERM', stop).on('SIGINT', stop);

const { url } = await start_contract(folder);
process.stdout.write(`${JSON.stringify({ folder, contract: url })}\n`);
