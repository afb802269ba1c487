// When the peers end: with their standard input, so that they cannot outlive the tests, however these end.
import { rmSync } from 'node:fs';

/**
 * From now on the end of the standard input, or of the process, calls every function in the array that is returned, and
 * removes the folder.
 */
export function end_with_input(folder) {
  const started = [];
  function stop() {
    for (const one of started.splice(0)) one();
    // the keys do not stay behind, also when run.sh can no longer see to it
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    process.exit(0);
  }
  process.stdin.on('end', stop).on('error', stop).resume();
  process.on('SIGTERM', stop).on('SIGINT', stop);
  return started;
}
