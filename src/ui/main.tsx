import "@fontsource-variable/inter/wght.css";
import "@mantine/core/styles.css";
import "./styles/tokens.css";
import "./styles/parts.css";
import "./styles/shell.css";
import "./styles/start.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { MantineProvider } from "@mantine/core";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { followAddress } from "../state/address.ts";
import { connect } from "../state/call.ts";
import { createQueryClient } from "../state/queries.ts";
import { createStudioCall } from "../state/studio.ts";
import { App } from "./App.tsx";
import { cssVariables, theme } from "./theme.ts";

connect(createStudioCall());
followAddress();

const root = document.getElementById("root");
if (root === null) throw new Error("internal: index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={createQueryClient()}>
        <App />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
