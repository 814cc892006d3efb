import { chown, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuiltImage } from './image-build.ts';
import type { Lab } from './lab.ts';
import { type Finished, runCommand } from './run-command.ts';
import type { RunningProcess } from './running-process.ts';
import { waitFor } from './wait-for.ts';

const USER = 65_532;
/** Root, data and configuration directories, and then the command with its environment. */
const ENTER = `
set -e
root=$1 data=$2 config=$3
shift 3
mount --bind "$root" "$root"
mount --bind "$data" "$root/data"
mount --bind "$config" "$root/etc/coc-alarm-agent"
mount -t proc proc "$root/proc"
mount -o remount,bind,ro "$root"
exec env -i "$@"
`;

/** Where a container finds its data and its configuration. */
export interface ContainerPlaces {
  readonly data: string;
  readonly config: string;
}

/** The image started as container engines do: read-only root, its own user, and its command as process 1. */
export class ImageContainer {
  readonly process: RunningProcess;
  /** The process id of the agent, as this machine counts. */
  readonly pid: number;
  readonly #image: BuiltImage;

  private constructor(image: BuiltImage, process: RunningProcess, pid: number) {
    this.#image = image;
    this.process = process;
    this.pid = pid;
  }

  static async start(
    lab: Lab,
    image: BuiltImage,
    { data, config }: ContainerPlaces,
  ): Promise<ImageContainer> {
    for (const place of ['etc/coc-alarm-agent', 'proc'])
      await mkdir(join(image.root, place), { recursive: true });
    await chown(data, USER, USER);
    const pidFile = join(lab.directory, 'container.pid');
    const record = ['-c', 'echo $$ > "$0"; exec "$@"', pidFile];
    const isolate = ['unshare', '--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', ENTER, 'enter'];
    const { Entrypoint, Cmd } = image.config;
    const enter = [image.root, data, config, ...commandIn(image, [...Entrypoint, ...Cmd])];
    const process = lab.run('container', 'sh', [...record, ...isolate, ...enter]);
    return new ImageContainer(image, process, await childOf(pidFile));
  }

  /** Runs the health check of the image in the same root. */
  checkHealth(url: string): Promise<Finished> {
    const [, ...command] = this.#image.config.Healthcheck.Test;
    const more = [`COC_ALARM_AGENT_HEALTH_URL=${url}`];
    return runCommand('env', ['-i', ...commandIn(this.#image, command, more)]);
  }

  /** A line of what the system says about the agent's process, such as its user ids. */
  async status(key: string): Promise<readonly string[]> {
    const text = await readFile(`/proc/${this.pid}/status`, 'utf8');
    const line = text.split('\n').find((one) => one.startsWith(`${key}:`));
    return line?.split(/\s+/).slice(1) ?? [];
  }

  /** Asks the agent itself to end, as container engines do. */
  terminate(): void {
    process.kill(this.pid, 'SIGTERM');
  }
}

/** The environment of the image and more, and the command that enters its root as its user. PATH comes first. */
function commandIn(
  { root, config }: BuiltImage,
  command: readonly string[],
  more: readonly string[] = [],
): readonly string[] {
  const [path = '', ...environment] = config.Env.toSorted((one) => (one.startsWith('PATH=') ? -1 : 1));
  const enter = ['chroot', `--userspec=${config.User}`, '--groups=', root, ...command];
  return [`${path}:/usr/sbin:/sbin`, ...environment, ...more, ...enter];
}

/** The process that `unshare` has forked, once it has become the agent. */
async function childOf(pidFile: string): Promise<number> {
  const look = async () => {
    const parent = (await readFile(pidFile, 'utf8')).trim();
    const children = await readFile(`/proc/${parent}/task/${parent}/children`, 'utf8');
    const [pid = ''] = children.trim().split(' ');
    return { pid: Number(pid), command: pid === '' ? '' : await readFile(`/proc/${pid}/comm`, 'utf8') };
  };
  const { pid } = await waitFor('the container', look, ({ command }) => command.startsWith('node'));
  return pid;
}
