/** How the deep sweeps run, for minutes: `npm run test:deep`. In processes of their own, without `__proto__`, as all tests. */

import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/deep/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    execArgv: ['--disable-proto=delete'],
    testTimeout: 600_000,
    hookTimeout: 300_000,
    reporters: ['default'],
  },
});

export default config;
