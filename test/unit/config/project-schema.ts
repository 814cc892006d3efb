import { cocSchema } from '../../../src/coc/config.ts';
import { createRootSchema } from '../../../src/config/root-schema.ts';
import { alertmanagerSourceSchema } from '../../../src/sources/alertmanager/config.ts';
import { grafanaSourceSchema } from '../../../src/sources/grafana/config.ts';
import { zabbixSourceSchema } from '../../../src/sources/zabbix/config.ts';

/** The root schema with the sections of all adapters, as the program has it. */
export const rootSchema = createRootSchema({
  coc: cocSchema,
  sources: [alertmanagerSourceSchema, grafanaSourceSchema, zabbixSourceSchema],
});
