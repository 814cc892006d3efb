import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NODE_FLAGS } from '../acceptance/harness/program.ts';

const HARDENED = ['--disable-proto=delete', '--disallow-code-generation-from-strings'];

const dockerfile = readFileSync('Dockerfile', 'utf8');
const unit = readFileSync('config/systemd/coc-alarm-agent.service', 'utf8');
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

describe('the command that starts the agent', () => {
  const entrypoint = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(dockerfile)?.[1] ?? '[]') as string[];

  it.each<[string, readonly string[]]>([
    ['in the image', entrypoint.slice(1, -1)],
    ['in the systemd unit', /^ExecStart=\S+ (.*?) \S+\/main\.js/m.exec(unit)?.[1]?.split(' ') ?? []],
    ['in the tests with processes', NODE_FLAGS],
  ])('%s has the flags that harden Node, which the tests with processes have too', (_where, flags) => {
    expect(flags).toEqual(NODE_FLAGS);
    expect(flags).toEqual(expect.arrayContaining(HARDENED));
  });

  it('is the same in the scripts that run it', () => {
    const running = Object.values(scripts).filter((script) => /dist\/main\.js (?:serve|demo)/.test(script));
    expect(running).toHaveLength(2);
    for (const script of running) for (const flag of HARDENED) expect(script).toContain(flag);
  });

  it('leaves neither `__proto__` nor a way from text to code', () => {
    const probe = `let code = false; try { new Function('return 1'); code = true } catch {}
      console.log(JSON.stringify([code, ({}).__proto__ === undefined, '__proto__' in {}]))`;
    const out = execFileSync(process.execPath, [...NODE_FLAGS, '-e', probe], { encoding: 'utf8' });
    expect(JSON.parse(out)).toEqual([false, true, false]);
  });
});

describe('the systemd unit', () => {
  it.each(['LimitCORE=0', 'UMask=0077', 'NoNewPrivileges=yes', 'ProtectSystem=strict'])('has %s', (line) => {
    expect(unit.split('\n')).toContain(line);
  });
});
