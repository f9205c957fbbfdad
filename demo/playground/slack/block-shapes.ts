import { z } from 'zod';

/**
 * Block Kit as far as a bot like ours could use it, with Slack's limits (docs.slack.dev/reference/block-kit). Unknown
 * properties and unknown types are refused, as Slack refuses them.
 */
const id = z.string().max(255);
const plain = (most: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(most), emoji: z.boolean().optional() });
const mrkdwn = (most: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(most), verbatim: z.boolean().optional() });
const anyText = (most: number) => z.discriminatedUnion('type', [plain(most), mrkdwn(most)]);

const confirm = z.strictObject({
  title: plain(100),
  text: anyText(300),
  confirm: plain(30),
  deny: plain(30),
  style: z.enum(['primary', 'danger']).optional(),
});
const option = z.strictObject({
  text: anyText(75),
  value: z.string().max(150),
  description: anyText(75).optional(),
  url: z.string().max(3000).optional(),
});

const button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  action_id: id.optional(),
  url: z.string().max(3000).optional(),
  value: z.string().max(2000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: confirm.optional(),
  accessibility_label: z.string().max(75).optional(),
});
const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: id.optional(),
  options: z.array(option).min(1).max(5),
  confirm: confirm.optional(),
});
const staticSelect = z
  .strictObject({
    type: z.literal('static_select'),
    action_id: id.optional(),
    options: z.array(option).min(1).max(100),
    placeholder: plain(150).optional(),
    initial_option: option.optional(),
    confirm: confirm.optional(),
    focus_on_load: z.boolean().optional(),
  })
  .refine(
    ({ options, initial_option: initial }) =>
      !initial || options.some((each) => JSON.stringify(each) === JSON.stringify(initial)),
    'initial_option must be one of the options',
  );
const usersSelect = z.strictObject({
  type: z.literal('users_select'),
  action_id: id.optional(),
  placeholder: plain(150).optional(),
  initial_user: z.string().optional(),
  confirm: confirm.optional(),
});
const choices = (type: 'checkboxes' | 'radio_buttons') =>
  z.strictObject({
    type: z.literal(type),
    action_id: id.optional(),
    options: z.array(option).min(1).max(10),
    initial_options: z.array(option).optional(),
    initial_option: option.optional(),
    confirm: confirm.optional(),
  });
const textInput = z
  .strictObject({
    type: z.literal('plain_text_input'),
    action_id: id.optional(),
    initial_value: z.string().max(3000).optional(),
    multiline: z.boolean().optional(),
    min_length: z.int().min(0).max(3000).optional(),
    max_length: z.int().min(1).max(3000).optional(),
    placeholder: plain(150).optional(),
    focus_on_load: z.boolean().optional(),
  })
  .refine(
    ({ initial_value: initial = '', max_length: most = 3000 }) => initial.length <= most,
    'initial_value must be no longer than max_length',
  );
const picture = z.strictObject({
  type: z.literal('image'),
  image_url: z.string().max(3000),
  alt_text: z.string().max(2000),
});

const pressable = [
  button,
  overflow,
  staticSelect,
  usersSelect,
  choices('checkboxes'),
  choices('radio_buttons'),
] as const;
const block_id = id.optional();
/** Rich text: its own grammar is deep; here only that every leaf names a type. */
const leaf: z.ZodType = z.looseObject({ type: z.string() });
const richPart = z.looseObject({
  type: z.enum(['rich_text_section', 'rich_text_list', 'rich_text_preformatted', 'rich_text_quote']),
  elements: z.array(leaf),
});

export const blockShape = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), block_id, text: plain(150), level: z.int().min(1).max(4).optional() }),
  z
    .strictObject({
      type: z.literal('section'),
      block_id,
      text: anyText(3000).optional(),
      fields: z.array(anyText(2000)).min(1).max(10).optional(),
      accessory: z.discriminatedUnion('type', [...pressable, picture]).optional(),
      expand: z.boolean().optional(),
    })
    .refine((section) => section.text ?? section.fields, 'a section needs text or fields'),
  z.strictObject({ type: z.literal('divider'), block_id }),
  z.strictObject({
    type: z.literal('context'),
    block_id,
    elements: z
      .array(z.discriminatedUnion('type', [plain(3000), mrkdwn(3000), picture]))
      .min(1)
      .max(10),
  }),
  z.strictObject({
    type: z.literal('actions'),
    block_id,
    elements: z
      .array(z.discriminatedUnion('type', [...pressable]))
      .min(1)
      .max(25),
  }),
  z.strictObject({
    type: z.literal('image'),
    block_id,
    image_url: z.string().max(3000).optional(),
    slack_file: z.looseObject({}).optional(),
    alt_text: z.string().max(2000),
    title: plain(2000).optional(),
  }),
  z.strictObject({
    type: z.literal('input'),
    block_id,
    label: plain(2000),
    element: z.discriminatedUnion('type', [
      textInput,
      staticSelect,
      usersSelect,
      choices('checkboxes'),
      choices('radio_buttons'),
    ]),
    hint: plain(2000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal('markdown'), block_id, text: z.string().min(1).max(12_000) }),
  z.strictObject({ type: z.literal('rich_text'), block_id, elements: z.array(richPart) }),
  z.strictObject({
    type: z.literal('table'),
    block_id,
    rows: z
      .array(
        z
          .array(z.looseObject({ type: z.enum(['raw_text', 'raw_number', 'rich_text']) }))
          .min(1)
          .max(20),
      )
      .min(1)
      .max(100),
    column_settings: z.array(z.looseObject({})).max(20).optional(),
  }),
]);

/** A modal (`views.open`). */
export const modalShape = z
  .strictObject({
    type: z.literal('modal'),
    title: plain(24),
    blocks: z.array(z.unknown()).min(1).max(100),
    close: plain(24).optional(),
    submit: plain(24).optional(),
    private_metadata: z.string().max(3000).optional(),
    callback_id: id.optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    external_id: id.optional(),
    submit_disabled: z.boolean().optional(),
  })
  .refine(
    (view) => view.submit || !view.blocks.some((block) => (block as { type?: unknown } | null)?.type === 'input'),
    'a modal with input blocks needs a submit button',
  );
export type Modal = z.infer<typeof modalShape>;
