import { expect, it, onTestFinished, vi } from 'vitest';
import { compileTemplate } from '../../../src/routing/template.ts';
import { templateContext } from '../../../src/routing/template-context.ts';
import { anAlert } from './an-alert.ts';

it('renders times in UTC on a machine of any time zone', () => {
  vi.stubEnv('TZ', 'Asia/Shanghai');
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(new Date(0).getHours()).toBe(8);
  const template = compileTemplate('{{ startsAt | date: "%H:%M" }}');
  expect(template.render(() => templateContext(anAlert()))).toEqual({ kind: 'text', text: '03:04' });
});
