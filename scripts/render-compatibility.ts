/** Writes docs/reference/compatibility.md from the rows that the suites of tests/compat run; run after a change of a row. */
import { writeFileSync } from 'node:fs';
import { renderCompatibility } from '../tests/compat/render-compatibility.ts';

writeFileSync(new URL('../docs/reference/compatibility.md', import.meta.url), renderCompatibility());
