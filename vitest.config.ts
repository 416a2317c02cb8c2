/** How the tests run: in processes of their own, without `__proto__`, so that nothing can come to rely on it. */

import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/fixtures/**', '**/cases/**', 'test/deep/**'],
    pool: 'forks',
    maxWorkers: 2,
    execArgv: ['--disable-proto=delete'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default'],
  },
});

export default config;
