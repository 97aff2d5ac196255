import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['*.test.ts'], reporters: ['../../no-skips-reporter.ts'] } });
