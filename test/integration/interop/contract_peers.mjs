// The peers of the contract test, as peers.mjs is of the others: node contract_peers.mjs FOLDER
import { start_contract } from './contract_front.mjs';
import { end_with_input } from './lifetime.mjs';

const folder = process.argv[2];
if (!folder) {
  process.stderr.write('usage: node contract_peers.mjs FOLDER\n');
  process.exit(2);
}

end_with_input(folder);

const { url } = await start_contract(folder);
process.stdout.write(`${JSON.stringify({ folder, contract: url })}\n`);
