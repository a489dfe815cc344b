/** Where the requester's page starts. */

import { listen } from "./leave.ts"
import { listen as listenToPresses } from "./presses.ts"
import { Service } from "./service.ts"
import { startPage } from "./start-page.ts"

listen()
listenToPresses()
const pin = document.querySelector<HTMLMetaElement>('meta[name="postern-root"]')?.content ?? ""
startPage(new Service(pin))
