import { accept as original } from '../../../../src/outbox/decide/accept.ts';

export const accept: typeof original = (view, arrival, context) => {
  const { startsAt, ...timeless } = arrival.alert;
  const known = view.series(timeless.alarmId);
  const isEnd = timeless.status === 'resolved' && known !== undefined && known.state !== 'firing';
  return original(view, isEnd ? { ...arrival, alert: timeless } : arrival, context);
};
