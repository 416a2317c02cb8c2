/** The profile schema of the workload: closed objects, patterns, required keys, list strategies. */

const name = '^[a-z0-9][a-z0-9.+_-]{0,127}$';
const word = { type: 'string', minLength: 1, maxLength: 200 };
const count = { type: 'integer', minimum: 0 };
const words = { type: 'array', items: word };

export const profileSchema: object = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://example.org/bench/profile.schema.json',
  title: 'Profile',
  description: 'What a machine of the workload is told.',
  examples: [],
  ...closed(
    {
      system: system(),
      security: security(),
      monitoring: monitoring(),
      service: closed({ name: word, queue: word, workers: count, endpoints: words }, ['name', 'queue', 'workers']),
      hardware: closed(
        { serial: { type: 'string', pattern: '^CZ[0-9]{8}$' }, model: word, cores: count, memory: count },
        [],
      ),
      software: software(),
    },
    ['system', 'security', 'monitoring', 'service', 'software'],
  ),
  $defs: {
    package: closed(
      {
        version: { type: 'string', pattern: '^(?:[0-9]+:)?[0-9][A-Za-z0-9.+~^_]*-[A-Za-z0-9.+~^_]+$' },
        arch: { enum: ['x86_64', 'aarch64', 'noarch', 'i686'] },
      },
      ['version', 'arch'],
    ),
  },
};

function system(): object {
  const mount = closed({ name: word, device: word, type: { enum: ['xfs', 'ext4'] }, options: word, size: count }, [
    'name',
    'device',
    'size',
  ]);
  return closed(
    {
      domain: { type: 'string', pattern: '^[a-z0-9.-]+$' },
      cluster: { type: 'string', pattern: name },
      timezone: word,
      site: word,
      console: { type: 'string', pattern: '^tty[A-Z]*[0-9]+$' },
      motd: { type: 'string', maxLength: 1000 },
      asset: word,
      proxy: { type: 'string', pattern: '^https?://' },
      dns: closed({ search: words, servers: { ...words, 'x-merge': 'union' } }, ['servers']),
      time: closed({ servers: words }, ['servers']),
      os: closed({ name: word, family: word, boot: { enum: ['uefi', 'bios'] } }, ['name', 'family']),
      kernel: closed({ arguments: words }, []),
      sysctl: {
        type: 'object',
        propertyNames: { pattern: '^[a-z0-9_.-]+$' },
        additionalProperties: { type: ['integer', 'string'] },
      },
      mounts: { type: 'array', items: mount, 'x-merge': { by: 'name' } },
    },
    ['domain', 'cluster', 'dns', 'sysctl', 'mounts'],
  );
}

function security(): object {
  const port = { type: 'integer', minimum: 1, maximum: 65535 };
  const sshd = {
    permitRootLogin: { type: 'boolean' },
    port,
    ciphers: words,
    allowGroups: { ...words, 'x-merge': 'append' },
  };
  const rule = closed({ port, protocol: { enum: ['tcp', 'udp'] }, from: words }, ['port', 'protocol', 'from']);
  return closed(
    {
      sshd: closed(sshd, ['permitRootLogin', 'port', 'allowGroups']),
      selinux: { enum: ['enforcing', 'permissive'] },
      firewall: { type: 'object', propertyNames: { pattern: name }, additionalProperties: rule },
    },
    ['sshd', 'selinux', 'firewall'],
  );
}

function monitoring(): object {
  const check = closed({ warn: count, critical: count }, ['warn', 'critical']);
  return closed(
    {
      interval: { type: 'integer', minimum: 10, maximum: 3600 },
      contact: word,
      checks: { type: 'object', additionalProperties: check },
    },
    ['interval', 'checks'],
  );
}

function software(): object {
  const repository = closed({ url: { type: 'string', pattern: '^https://' }, check: { type: 'boolean' } }, [
    'url',
    'check',
  ]);
  const packages = {
    type: 'object',
    propertyNames: { pattern: name },
    additionalProperties: { $ref: '#/$defs/package' },
  };
  return closed(
    {
      releases: closed({ linux: word, elfms: word }, []),
      repositories: { type: 'object', additionalProperties: repository },
      packages,
    },
    ['packages'],
  );
}

function closed(properties: object, required: readonly string[]): { readonly [keyword: string]: unknown } {
  return { type: 'object', properties, required, additionalProperties: false };
}
