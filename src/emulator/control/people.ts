import { Router } from 'express';
import { z } from 'zod';
import { type Backend, catchUp } from '../backend.ts';
import { peopleSchema } from '../people/people.ts';

const bodySchema = z.strictObject({ people: peopleSchema });

/** `GET`, `PUT` and `DELETE /emulator/people`: who works on incidents by themselves, all at once. */
export function peopleControl(backend: Backend): Router {
  const { people, now } = backend;
  const router = Router();
  router.get('/people', (_request, response) => {
    response.json({ people: people.current() });
  });
  router.put('/people', (request, response) => {
    const script = bodySchema.parse(request.body).people;
    catchUp(backend, now());
    people.replace(script, now());
    response.json({ people: people.current() });
  });
  router.delete('/people', (_request, response) => {
    catchUp(backend, now());
    people.replace([], now());
    response.status(204).end();
  });
  return router;
}
