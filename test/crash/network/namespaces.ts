import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ensureDebianPackages } from '../../acceptance/harness/debian-packages.ts';
import { mustRun } from '../../acceptance/harness/run-command.ts';

/** The name under which the agent's namespace knows COC: a loopback name, to which plain HTTP is allowed. */
export const COC_HOST = 'coc.localhost';
const AGENT_ADDRESS = '192.0.2.1';
const COC_ADDRESS = '192.0.2.2';

/** A network namespace: a machine of its own, as far as the network is concerned. */
export interface Namespace {
  /** The command that runs another one in it, such as `[...within, 'node']`. */
  readonly within: readonly string[];
  /** Calls a URL from inside. */
  call(url: string, options?: { method?: string; token?: string; body?: unknown }): Promise<Reply>;
}

/** An answer to a call. */
export interface Reply {
  readonly status: number;
  readonly text: string;
}

/** Two network namespaces, one for the agent and one for COC, with a cable between them. */
export interface Cable {
  readonly agent: Namespace;
  readonly coc: Namespace;
  readonly cocAddress: string;
  /** Lets connections be made, but loses whatever the agent sends over them. */
  loseRequests(): Promise<void>;
  /** Loses everything in both directions. */
  cut(): Promise<void>;
  /** Lets everything through again. */
  mend(): Promise<void>;
  /** Local ports of the connections to COC with bytes that the agent's kernel sends until COC acknowledges them. */
  unacknowledged(): Promise<readonly string[]>;
}

/**
 * Lays the cable, which goes with the test.
 *
 * @throws when this machine does not let a test have network namespaces.
 */
export async function layCable(): Promise<Cable> {
  ensureDebianPackages([
    { name: 'iproute2', commands: ['ip'] },
    { name: 'iptables', commands: ['iptables'] },
  ]);
  const names = { agent: `coc-agent-${process.pid}`, coc: `coc-coc-${process.pid}` };
  const hosts = join('/etc/netns', names.agent);
  onTestFinished(async () => {
    for (const name of Object.values(names)) await mustRun('ip', ['netns', 'delete', name]).catch(() => '');
    await rm(hosts, { recursive: true, force: true });
  });
  await connect(names).catch((cause: unknown) => {
    const remedy =
      'run it as root on Linux with CAP_NET_ADMIN and CAP_SYS_ADMIN, such as in a privileged container';
    throw new Error(`this test needs two network namespaces; ${remedy}: ${cause}`, { cause });
  });
  await mkdir(hosts, { recursive: true });
  await writeFile(join(hosts, 'hosts'), `127.0.0.1 localhost\n${COC_ADDRESS} ${COC_HOST}\n`);
  const agent = namespaceOf(names.agent);
  const coc = namespaceOf(names.coc);
  const inCoc = async (...command: readonly string[]) => void (await run([...coc.within, ...command]));
  return {
    agent,
    coc,
    cocAddress: COC_ADDRESS,
    // Segments with data carry PSH. Those that make and end a connection do not.
    loseRequests: () =>
      inCoc('iptables', '-A', 'INPUT', '-p', 'tcp', '--tcp-flags', 'PSH', 'PSH', '-i', 'wire', '-j', 'DROP'),
    cut: () => inCoc('ip', 'link', 'set', 'wire', 'down'),
    async mend() {
      await inCoc('iptables', '-F', 'INPUT');
      await inCoc('ip', 'link', 'set', 'wire', 'up');
    },
    unacknowledged: async () => portsOfUnacknowledged(await run([...agent.within, 'cat', '/proc/net/tcp'])),
  };
}

async function connect({ agent, coc }: { readonly agent: string; readonly coc: string }): Promise<void> {
  const ip = (...args: readonly string[]) => mustRun('ip', args);
  await ip('netns', 'add', agent);
  await ip('netns', 'add', coc);
  await ip('link', 'add', 'wire', 'netns', agent, 'type', 'veth', 'peer', 'name', 'wire', 'netns', coc);
  for (const [name, address] of [
    [agent, AGENT_ADDRESS],
    [coc, COC_ADDRESS],
  ] as const) {
    await ip('-n', name, 'address', 'add', `${address}/30`, 'dev', 'wire');
    await ip('-n', name, 'link', 'set', 'lo', 'up');
    await ip('-n', name, 'link', 'set', 'wire', 'up');
  }
}

const FETCH = `const [url, init] = process.argv.slice(1);
  fetch(url, JSON.parse(init)).then(async (answer) =>
    console.log(JSON.stringify({ status: answer.status, text: await answer.text() })));`;

function namespaceOf(name: string): Namespace {
  const within = ['ip', 'netns', 'exec', name];
  return {
    within,
    async call(url, { method = 'GET', token, body } = {}) {
      const headers = {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      };
      const init = JSON.stringify({
        method,
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return JSON.parse(await run([...within, process.execPath, '-e', FETCH, url, init])) as Reply;
    },
  };
}

/** Runs a command. @throws when it fails. */
function run([command = '', ...args]: readonly string[]): Promise<string> {
  return mustRun(command, args);
}

/**
 * Finds the connections to COC with a queue of unacknowledged bytes, also those that their process has closed.
 *
 * @see proc_net_tcp.txt of the Linux kernel: `sl local_address rem_address st tx_queue:rx_queue`
 */
function portsOfUnacknowledged(table: string): readonly string[] {
  const hex = COC_ADDRESS.split('.').map((part) => Number(part).toString(16).padStart(2, '0').toUpperCase());
  const coc = hex.reverse().join('');
  return table.split('\n').flatMap((line) => {
    const [, local = '', remote = '', , queues = ''] = line.trim().split(/\s+/);
    const waits = remote.startsWith(`${coc}:`) && !queues.startsWith('00000000:');
    return waits ? [local.slice(local.indexOf(':') + 1)] : [];
  });
}
