import { KeyWatch as Original } from '../../../../src/sources/repeated-keys.ts';

export * from '../../../../src/sources/repeated-keys.ts';

export class KeyWatch extends Original {
  override isRepeated(): boolean {
    return false;
  }
}
