import { Line as Original } from '../../../../src/coc/line.ts';

export * from '../../../../src/coc/line.ts';

export class Line extends Original {
  override guard(...sockets: Parameters<Original['guard']>): void {
    this.complete();
    super.guard(...sockets);
  }
}
