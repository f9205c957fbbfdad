import { setTimeout as pause } from 'node:timers/promises';
import { HttpResponse, http, type RequestHandler } from 'msw';
import type { Observable } from '../../src/observables/observable.ts';
import { type Asked, answerRoute, type Platform } from './answer-route.ts';
import { applyFault } from './apply-fault.ts';
import { moduleError } from './ask-modules.ts';
import type { Document } from './documents.ts';
import type { Knowledge } from './knowledge.ts';
import type { Module } from './modules.ts';
import { observablesIn } from './observables-body.ts';
import { canAct, type Offer, offersOf, triggerUrl } from './offers.ts';
import { brokenOffers, HOSTILE_NAME } from './offers-hostile.ts';
import { platformError } from './platform-error.ts';

const BASE = '*/iroh/iroh-response';

/** Response actions: what modules offer to do about observables, and doing it. */
export function respondRoutes(platform: Platform): RequestHandler[] {
  return [
    http.post(`${BASE}/respond/observables`, ({ request }) =>
      answerRoute(
        platform,
        {
          service: 'respond',
          scopes: ['response/observables:read'],
          answer: ({ body }) => {
            const observables = observablesIn(body);
            return observables instanceof Response
              ? observables
              : HttpResponse.json(listing(platform.knowledge, observables));
          },
        },
        request,
      ),
    ),
    http.post(`${BASE}/respond/trigger/:module/:action`, ({ request }) =>
      answerRoute(
        platform,
        { service: 'trigger', scopes: ['response/trigger:write'], answer: (asked) => trigger(platform, asked) },
        request,
      ),
    ),
  ];
}

/** As enrich: 200 even if modules fail; `errors` only if one did. */
function listing(
  knowledge: Knowledge,
  observables: readonly Observable[],
): { data: readonly Document[]; errors?: readonly Document[] } {
  const data: Document[] = [];
  const errors: Document[] = [];
  for (const module of knowledge.modules.filter((each) => canAct(each) && knowledge.enabled(each))) {
    const failure = knowledge.failure(module, observables);
    if (failure) errors.push(moduleError(module, failure));
    if (failure && failure.type !== 'warning') continue;
    for (const observable of observables) data.push(...actions(module, observable));
  }
  return errors.length > 0 ? { data, errors } : { data };
}

function actions(module: Module, observable: Observable): Document[] {
  const hostile = module.name === 'Example Threat Feed' && observable.value === 'hostile.example.net';
  const by = {
    module: hostile ? HOSTILE_NAME : module.name,
    module_instance_id: module.id,
    module_type_id: module.typeId,
  };
  const offers: Document[] = offersOf(module, observable).map((offer) => {
    const { parameters: _inUrl, ...shown } = offer;
    return { ...shown, ...by, url: triggerUrl(module, offer, observable) };
  });
  const broken = hostile ? brokenOffers(module, observable).map(({ wrong: _why, ...offer }) => offer) : [];
  return [...offers, ...broken.map((offer) => ({ ...offer, ...by }))];
}

/**
 * Does what an offer stands for, if there is one with exactly these parameters. Cisco's documents have no words for a
 * trigger of something that nobody offers (LIKELY so).
 */
async function trigger(platform: Platform, asked: Asked): Promise<Response> {
  const { knowledge, triggers, faults } = platform;
  const { url, request, client } = asked;
  const [moduleId = '', actionId = ''] = url.pathname.split('/').slice(-2).map(decoded);
  // In the examples of 2020 the name of the module stands in place of its id.
  const module = knowledge.modules.find((each) => each.id === moduleId || each.name === moduleId);
  if (!module || !knowledge.enabled(module))
    return platformError(404, 'not_found', 'There is no such module instance.');
  const [type, value] = [url.searchParams.get('observable_type'), url.searchParams.get('observable_value')];
  if (type === null || value === null) {
    return HttpResponse.json({ errors: { query: 'observable_type and observable_value are needed' } }, { status: 400 });
  }
  const observable = { type, value };
  const failed = (...messages: readonly string[]) => HttpResponse.json(failure(module, messages));
  const broken = knowledge.failure(module, [observable]);
  if (broken && broken.type !== 'warning') return failed(broken.message);
  if (!offersOf(module, observable).some((offer) => isAsked(offer, actionId, url, observable))) {
    return failed('This module has no such action, or it needs other parameters (simulated).');
  }

  const run = () => {
    const at = url.pathname.indexOf('/respond/trigger/');
    triggers.run({
      url: url.pathname.slice(at) + url.search,
      observable,
      actionId,
      moduleId: module.id,
      clientId: client?.id ?? '',
    });
    return HttpResponse.json({ data: { status: 'success' } });
  };
  const behaviour = triggers.behaviour(actionId, module.name);
  switch (behaviour.kind) {
    case 'succeed':
      return run();
    case 'fail':
      return failed(...behaviour.messages);
    case 'slow':
      // Not `wait`: what has been asked for is done also when the caller has gone.
      await pause(behaviour.ms, undefined, { ref: false });
      return run();
    case 'refuse':
    case 'run-then': {
      const done = behaviour.kind === 'run-then' ? run() : HttpResponse.json({ data: { status: 'failure' } });
      if (behaviour.fault.kind === 'hang') asked.logUnanswered();
      return applyFault(behaviour.fault, async () => done, faults.cleared, request.signal);
    }
  }
}

function isAsked(offer: Offer, actionId: string, url: URL, observable: Observable): boolean {
  const wanted = { ...offer.parameters, observable_type: observable.type, observable_value: observable.value };
  const query = [...url.searchParams];
  return (
    offer.id === actionId &&
    query.length === Object.keys(wanted).length &&
    Object.entries(wanted).every(([name, text]) => url.searchParams.get(name) === text)
  );
}

const failure = (module: Module, messages: readonly string[]) => ({
  data: { status: 'failure' },
  errors: messages.map((message) => moduleError(module, { code: 'invalid request', message, type: 'fatal' })),
});

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
