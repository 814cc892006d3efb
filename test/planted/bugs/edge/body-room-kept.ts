import { BodyRoom as Original, type RoomLease, type Trust } from '../../../../src/http/body-room.ts';
import { changed } from '../../changed.ts';

export * from '../../../../src/http/body-room.ts';

export class BodyRoom extends Original {
  override lease(trust: Trust): RoomLease {
    return changed(super.lease(trust), { release: () => undefined });
  }
}
