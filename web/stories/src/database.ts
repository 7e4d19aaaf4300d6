import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'

/** The environment variable with the address of the PostgreSQL that all tests of a run share; the testkit sets it. */
export const SHARED_POSTGRES = 'BONAFIDE_TEST_POSTGRES'

/** Where a server keeps its data. */
export type Engine = 'sqlite' | 'postgresql'

/** A database of one world's own on the run's PostgreSQL. */
export class Database {
  private constructor(
    private readonly cluster: string,
    private readonly name: string,
  ) {}

  /** Makes an empty one. */
  static make(): Database {
    const cluster = process.env[SHARED_POSTGRES]
    if (!cluster) throw new Error(`${SHARED_POSTGRES} is not set: run this beside the testkit's throwaway-postgres`)
    const database = new Database(cluster, `story_${randomBytes(6).toString('hex')}`)
    database.run(`CREATE DATABASE ${database.name}`)
    return database
  }

  /** The address to connect to. */
  get url(): string {
    return `${this.cluster}/${this.name}`
  }

  /** Drops it, with whoever is still connected. */
  drop(): void {
    this.run(`DROP DATABASE ${this.name} WITH (FORCE)`)
  }

  private run(statement: string): void {
    const quietly = ['--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1']
    execFileSync('psql', [...quietly, '--dbname', `${this.cluster}/postgres`, '--command', statement])
  }
}
