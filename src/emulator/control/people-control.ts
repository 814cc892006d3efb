import { Router } from 'express';
import { z } from 'zod';
import type { Backend } from '../backend.ts';
import { catchUp } from '../people/catch-up.ts';
import { type PeopleScript, peopleSchema } from '../people/people-script.ts';

const bodySchema = z.strictObject({ people: peopleSchema });

/**
 * `GET`, `PUT` and `DELETE /emulator/people`: shows, replaces or removes all people who work on incidents.
 */
export function peopleControl(backend: Backend): Router {
  const { people } = backend;
  const router = Router();
  router.get('/people', (_request, response) => {
    response.json({ people: people.current() });
  });
  router.put('/people', (request, response) => {
    putPeopleToWork(backend, bodySchema.parse(request.body).people);
    response.json({ people: people.current() });
  });
  router.delete('/people', (_request, response) => {
    putPeopleToWork(backend, []);
    response.status(204).end();
  });
  return router;
}

/** Replaces the people from now on. Acts of the previous people that are already due still happen. */
export function putPeopleToWork(backend: Backend, script: PeopleScript): void {
  const now = backend.now();
  catchUp(backend, now);
  backend.people.replace(script, now);
}
