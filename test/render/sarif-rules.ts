/** What SARIF 2.1.0 and GitHub's code scanning ask of the parts that we write, as JSON Schema; section numbers are SARIF's. */

const text = { type: 'string', minLength: 1 };
/** 3.11: braces only doubled, since `{0}` is a placeholder; no embedded link. */
const message = {
  type: 'object',
  additionalProperties: false,
  required: ['text'],
  properties: {
    text: { ...text, pattern: '^(?:[^{}]|\\{\\{|\\}\\})*$', not: { pattern: '\\]\\(' } },
    markdown: text,
  },
};
const multiformat = { ...message, properties: { ...message.properties, text } };

/** 3.4, 3.30: a relative URI below a base; lines and columns from 1, the end column after the last character. */
const physicalLocation = {
  type: 'object',
  additionalProperties: false,
  required: ['artifactLocation', 'region'],
  properties: {
    artifactLocation: {
      type: 'object',
      additionalProperties: false,
      required: ['uri', 'uriBaseId'],
      properties: { uri: { type: 'string', pattern: "^[A-Za-z0-9%._~!*'()/-]+$" }, uriBaseId: { const: '%SRCROOT%' } },
    },
    region: {
      type: 'object',
      additionalProperties: false,
      required: ['startLine'],
      properties: {
        startLine: { type: 'integer', minimum: 1 },
        startColumn: { type: 'integer', minimum: 1 },
        endColumn: { type: 'integer', minimum: 1 },
      },
    },
  },
};

/** 3.28 */
const location = {
  type: 'object',
  additionalProperties: false,
  required: ['physicalLocation'],
  properties: { id: { type: 'integer', minimum: 0 }, physicalLocation, message },
};

/** 3.27 */
const result = {
  type: 'object',
  additionalProperties: false,
  required: ['ruleId', 'ruleIndex', 'level', 'message', 'locations', 'partialFingerprints'],
  properties: {
    ruleId: text,
    ruleIndex: { type: 'integer', minimum: 0 },
    level: { enum: ['none', 'note', 'warning', 'error'] },
    message,
    locations: { type: 'array', minItems: 1, maxItems: 1, items: location },
    relatedLocations: { type: 'array', uniqueItems: true, items: location },
    codeFlows: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['threadFlows'],
        properties: {
          threadFlows: {
            type: 'array',
            minItems: 1,
            items: {
              type: 'object',
              additionalProperties: false,
              required: ['locations'],
              properties: {
                locations: {
                  type: 'array',
                  minItems: 1,
                  items: { type: 'object', additionalProperties: false, properties: { location } },
                },
              },
            },
          },
        },
      },
    },
    partialFingerprints: { type: 'object', minProperties: 1, additionalProperties: { type: 'string' } },
    properties: { type: 'object' },
  },
};

/** 3.49 */
const rule = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'shortDescription', 'help', 'defaultConfiguration'],
  properties: {
    id: text,
    shortDescription: multiformat,
    help: multiformat,
    helpUri: { type: 'string', pattern: '^https://' },
    defaultConfiguration: {
      type: 'object',
      additionalProperties: false,
      properties: { level: { enum: ['none', 'note', 'warning', 'error'] } },
    },
    properties: { type: 'object', properties: { tags: { type: 'array', uniqueItems: true, items: text } } },
  },
};

/** 3.13, 3.14 */
export const sarifRules: object = {
  type: 'object',
  additionalProperties: false,
  required: ['version', 'runs'],
  properties: {
    $schema: { type: 'string', pattern: '^https://' },
    version: { const: '2.1.0' },
    runs: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['tool', 'results'],
        properties: {
          tool: {
            type: 'object',
            additionalProperties: false,
            required: ['driver'],
            properties: {
              driver: {
                type: 'object',
                additionalProperties: false,
                required: ['name', 'rules'],
                properties: {
                  name: text,
                  semanticVersion: text,
                  informationUri: { type: 'string', pattern: '^https://' },
                  rules: { type: 'array', uniqueItems: true, items: rule },
                },
              },
            },
          },
          invocations: {
            type: 'array',
            items: {
              type: 'object',
              additionalProperties: false,
              required: ['executionSuccessful'],
              properties: {
                executionSuccessful: { type: 'boolean' },
                toolExecutionNotifications: {
                  type: 'array',
                  items: {
                    type: 'object',
                    additionalProperties: false,
                    required: ['message'],
                    properties: { level: { enum: ['none', 'note', 'warning', 'error'] }, message },
                  },
                },
              },
            },
          },
          originalUriBaseIds: {
            type: 'object',
            additionalProperties: { type: 'object', additionalProperties: false, properties: { description: message } },
          },
          columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
          results: { type: 'array', items: result },
        },
      },
    },
  },
};
