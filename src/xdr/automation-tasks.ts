import { z } from 'zod';
import { mostListed, type Task, type TaskField } from '../workflows/workflow.ts';
import { listOf, present, words } from './answer-shape.ts';
import { cut, flag, id, malformed, moment, optionsIn, status } from './automation-documents.ts';

const taskShape = z.object({
  id,
  type: words,
  title: words,
  display_name: words,
  prompt_title: words,
  subject_line: words,
  task_message: words,
  prompt_body_text: words,
  description: words,
  status,
  response: words,
  approval_choices: z.unknown().optional(),
  form_elements: z.unknown().optional(),
  task_requestor: words,
  due_date: moment,
  wf_instance_id: words,
});

/** State words are not in the specification; whatever sounds like an end is one. */
const ended = /complet|approv|reject|den(?:y|ied)|expir|cancel|clos|done|respond|answer|fail|succ/i;

export function readTask(json: unknown): Task {
  const read = taskShape.safeParse(json);
  if (!read.success) throw malformed('no task');
  const its = read.data;
  const choices = listOf(its.approval_choices).flatMap((one) =>
    typeof one === 'string' && one.trim() !== '' ? [cut(one.trim(), 75) ?? ''] : [],
  );
  const type = its.type ?? '';
  const fields = listOf(its.form_elements).map(readField);
  const kind = /prompt/i.test(type) ? 'prompt' : /approv/i.test(type) || choices.length > 0 ? 'approval' : 'other';
  const state = its.status.state ?? '';
  return {
    id: its.id,
    title: cut(its.prompt_title ?? its.subject_line ?? its.title ?? its.display_name, 300) ?? its.id,
    kind: kind === 'other' && fields.length > 0 ? 'prompt' : kind,
    state: state.slice(0, 60),
    open: its.response === undefined && !ended.test(state),
    choices: choices.slice(0, 20),
    fields,
    ...present({
      text: cut(its.task_message ?? its.prompt_body_text ?? its.description, 2_000),
      requestor: cut(its.task_requestor, 200),
      due: its.due_date,
      answer: cut(its.response, 300),
      run: cut(its.wf_instance_id, 150),
    }),
  };
}

/** Throws Failure `malformed` when it is no list; what is no task is left out. */
export function readTasks(json: unknown): Task[] {
  const list = Array.isArray(json) ? json : z.object({ results: z.array(z.unknown()).nullish() }).safeParse(json).data;
  if (!list) throw malformed('no list of tasks');
  const all = Array.isArray(list) ? list : (list.results ?? []);
  return all.slice(0, mostListed).flatMap((one) => {
    try {
      return [readTask(one)];
    } catch {
      return [];
    }
  });
}

const fieldShape = z.object({
  form_element: words,
  form_label: words,
  form_label_text: words,
  form_source_array: z.unknown().optional(),
  allow_multiselect: flag,
});

/** What nobody should read is not typed into a chat: such a question is answered in XDR. */
const secret = /pass|secret|secure|cred|token/i;

/** Words for kinds of fields are not in the specification (LIKELY: `text_input`, `dropdown`). */
function readField(json: unknown): TaskField {
  const read = fieldShape.safeParse(json).data;
  const label = cut(read?.form_label ?? read?.form_label_text, 150) ?? 'Answer';
  const options = optionsIn(read?.form_source_array).map(({ value }) => value);
  const kind = read?.form_element ?? '';
  if (options.length > 0 && read?.allow_multiselect !== true) return { label, kind: 'choice', options };
  const isText = options.length === 0 && !secret.test(kind) && /text|string|input/i.test(kind);
  return { label, kind: isText ? 'text' : 'other', options: [] };
}
