import type { ToMessenger } from '@bonafide/shared/frame'
import type { Stage, View } from './screen.ts'

/** For tests: a stage that draws nothing and remembers. */
export class FakeStage implements Stage {
  readonly views: View[] = []
  isSummoned = false
  isDismissed = false
  phone = false

  draw(view: View): void {
    this.views.push({ ...view })
  }
  summon(): void {
    this.isSummoned = true
  }
  dismiss(): void {
    this.isDismissed = true
  }
  isPhone(): boolean {
    return this.phone
  }
  /** What there is to see now. */
  get view(): View | undefined {
    return this.views.at(-1)
  }
}

/** For tests: a link that keeps what is said. */
export class FakeLink {
  readonly said: ToMessenger[] = []
  readonly told: ToMessenger[] = []

  readonly say = (message: ToMessenger): void => void this.said.push(message)
  readonly tell = (message: ToMessenger): void => void this.told.push(message)
}
