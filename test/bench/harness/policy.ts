import { policyOf } from '../../../src/app/outbox-policy.ts';
import { configSchema } from '../../../src/app/registry.ts';
import { benchConfig } from './config.ts';

/** The policy of an agent with the configuration of the bench. */
export const benchPolicy = policyOf({
  config: configSchema.parse(benchConfig({ cocUrl: 'http://127.0.0.1:9', dataDir: '.', concurrency: 64 })),
  fingerprint: 'bench',
});
