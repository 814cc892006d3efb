// Writes the man page and the completions below dist/share, where they belong below /usr/share. The built program prints
// them; this runs before the package is packed.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAME = 'coc-alarm-agent';
const dist = fileURLToPath(new URL('../dist', import.meta.url));
const share = join(dist, 'share');

rmSync(share, { recursive: true, force: true });
for (const [file, ...args] of [
  [`man/man1/${NAME}.1`, 'man'],
  [`bash-completion/completions/${NAME}`, 'completion', 'bash'],
  [`zsh/site-functions/_${NAME}`, 'completion', 'zsh'],
  [`fish/vendor_completions.d/${NAME}.fish`, 'completion', 'fish'],
]) {
  const path = join(share, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, execFileSync(process.execPath, [join(dist, 'main.js'), ...args]));
}
