/**
 * Loaded before every test file: `vi.waitFor` gives up after ten seconds, in place of one, where a test says nothing else.
 * On a machine that is busy with other test files, what takes 100 ms alone has taken more than a second.
 */
import { vi } from 'vitest';

const PATIENT = { timeout: 10_000, interval: 50 };

const original = vi.waitFor;
if (original.name !== 'patientWaitFor') {
  vi.waitFor = function patientWaitFor(callback, options) {
    return original(callback, typeof options === 'number' ? options : { ...PATIENT, ...options });
  };
}
