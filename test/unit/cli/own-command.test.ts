import { expect, it } from 'vitest';
import { ownCommand } from '../../../src/cli/own-command.ts';

it.each([
  ['/usr/local/bin/coc-alarm-agent', '/home/me', 'coc-alarm-agent'],
  ['/home/me/agent/dist/main.js', '/home/me/agent', 'node dist/main.js'],
  ['/app/dist/main.js', '/home/me', 'node /app/dist/main.js'],
  [undefined, '/home/me', 'coc-alarm-agent'],
])('%s, started in %s, is run again by a command that exists', (script, directory, command) => {
  expect(ownCommand(script, directory)).toBe(command);
});
