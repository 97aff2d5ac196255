/** Loaded into a Tollgate before it starts: `Date.now` is off by what the file in `TEST_CLOCK` says, ms. Timers are not. */
import { readFileSync } from 'node:fs';

const file = process.env['TEST_CLOCK'];
const real = Date.now.bind(Date);

function offset(): number {
  try {
    return file === undefined ? 0 : Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}

Date.now = () => real() + offset();
