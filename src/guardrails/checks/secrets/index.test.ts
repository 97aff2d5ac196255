import { testCheck } from '../../check.suite.ts';
import { secrets } from './index.ts';

const TOKEN = 'ghp_9aK2mQx7Lr4TzVb8NwYc1JdF5hGs3PeUoRtI';

testCheck({
  check: secrets,
  wrong: [{ redact: 'yes' }],
  cases: [
    { name: 'a token', texts: [`use ${TOKEN}`], verdict: false, found: [TOKEN] },
    { name: 'none', texts: ['commit 790f87a1b2c3d4e5f60718293a4b5c6d7e8f9012'], verdict: true, found: [] },
    { name: 'redacted it passes', parameters: { redact: true }, texts: [TOKEN], verdict: true },
  ],
});
