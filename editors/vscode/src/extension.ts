// Starts `rulecheck lsp` and leaves the rest to it.

import { commands, type ExtensionContext, window, workspace } from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

async function start(): Promise<void> {
  const command = workspace.getConfiguration("rulecheck").get<string>("path", "rulecheck");
  const server: ServerOptions = { command, args: ["lsp"] };
  const options: LanguageClientOptions = { documentSelector: [{ scheme: "file", language: "rulecheck" }] };
  client = new LanguageClient("rulecheck", "rulecheck", server, options);
  try {
    await client.start();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(`\`${command} lsp\` cannot be started (${reason}). Set \`rulecheck.path\` to the program.`);
  }
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  if (running?.needsStop()) {
    await running.stop();
  }
}

export async function activate(context: ExtensionContext): Promise<void> {
  const restart = async (): Promise<void> => {
    await stop();
    await start();
  };
  context.subscriptions.push(
    commands.registerCommand("rulecheck.restart", restart),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("rulecheck.path")) {
        void restart();
      }
    }),
  );
  await start();
}

export function deactivate(): Promise<void> {
  return stop();
}
