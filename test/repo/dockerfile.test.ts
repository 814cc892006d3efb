import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const dockerfile = readFileSync('Dockerfile', 'utf8');
const bases = [...dockerfile.matchAll(/^ARG (\w+_IMAGE)=(.*)$/gm)];
const stages = dockerfile.split(/^(?=FROM )/m).slice(1);

describe('the Dockerfile', () => {
  it('builds on images that are pinned by name, tag and digest', () => {
    expect(bases.map(([, name]) => name)).toEqual(['NODE_IMAGE', 'RUNTIME_IMAGE']);
    for (const [, , image] of bases) expect(image).toMatch(/^[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}$/);
    for (const stage of stages)
      expect(stage).toMatch(/^FROM (?:--platform=\S+ )?\$\{(?:NODE|RUNTIME)_IMAGE\}/);
  });

  it('has a final stage without a command of the build, that takes only production files from it', () => {
    const final = stages.at(-1) ?? '';
    expect(stages).toHaveLength(2);
    expect(final).toMatch(/^FROM \$\{RUNTIME_IMAGE\}$/m);
    expect(final).not.toMatch(/^(?:RUN|ADD|SHELL)\b|\bnpm\b/m);
    expect(stages[0]).toMatch(/npm prune --omit=dev/);
    expect(
      [...final.matchAll(/^COPY --from=build (?:--chown=\S+ )?(\S+)/gm)].map(([, path]) => path),
    ).toEqual([...['/app/package.json', '/app/node_modules', '/app/dist', '/data']]);
  });

  it('runs as a user without rights, by number', () => {
    expect(/^USER (\d+):(\d+)$/m.exec(dockerfile)?.slice(1).map(Number)).toEqual([65_532, 65_532]);
  });
});
