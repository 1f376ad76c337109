-- A session with the language server, driven without a screen. What is seen is written to `seen.txt`, a line for each step.

local seen = io.open("seen.txt", "w")
local function see(line)
  seen:write(line .. "\n")
  seen:flush()
end

local function wait(what, done)
  if not vim.wait(20000, done, 20) then
    see("waited in vain for " .. what)
    vim.cmd("cquit")
  end
end

vim.cmd("edit house.rules")
local buffer = vim.api.nvim_get_current_buf()
local id = vim.lsp.start_client({ cmd = { vim.env.RULECHECK, "lsp" }, root_dir = vim.fn.getcwd(), name = "rulecheck" })
vim.lsp.buf_attach_client(buffer, id)
local client = vim.lsp.get_client_by_id(id)
wait("the server", function() return client.initialized end)

-- Where some words stand, as the protocol counts: the columns of Neovim are bytes.
local function place(words, after)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
    local from, to = line:find(words, 1, true)
    if from then
      local byte = after and to or from - 1
      local column = client.offset_encoding == "utf-8" and byte or vim.str_utfindex(line, byte) and select(2, vim.str_utfindex(line, byte))
      return { textDocument = vim.lsp.util.make_text_document_params(buffer), position = { line = number - 1, character = column } }
    end
  end
  see("no `" .. words .. "` in the text")
end

local function ask(method, params)
  local answer = client.request_sync(method, params, 20000, buffer)
  if not answer or answer.err then
    see(method .. " is refused: " .. vim.inspect(answer))
    vim.cmd("cquit")
  end
  return answer.result
end

wait("diagnostics", function() return #vim.diagnostic.get(buffer) > 0 end)
local found = vim.diagnostic.get(buffer)[1]
see(("diagnostics: %s at %d:%d"):format(found.code, found.lnum + 1, found.col + 1))

local offered = ask("textDocument/completion", place("closing - open", true))
see("completion: " .. offered[1].label)

local at = place("openng")
local range = { start = at.position, ["end"] = at.position }
local actions = ask("textDocument/codeAction", { textDocument = at.textDocument, range = range, context = { diagnostics = {} } })
see("fix: " .. actions[1].title)
vim.lsp.util.apply_workspace_edit(actions[1].edit, client.offset_encoding)
wait("the fix", function() return #vim.diagnostic.get(buffer) == 0 end)
see("diagnostics after the fix: " .. #vim.diagnostic.get(buffer))

local hover = ask("textDocument/hover", place("moved}"))
see("hover: " .. hover.contents.value:match("moved : %a+"))

local definition = ask("textDocument/definition", place("opening", true))
see(("definition: %s:%d"):format(vim.fn.fnamemodify(vim.uri_to_fname(definition[1].uri), ":t"), definition[1].range.start.line + 1))

local params = place("moved}")
params.newName = "difference_found"
vim.lsp.util.apply_workspace_edit(ask("textDocument/rename", params), client.offset_encoding)
local _, count = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n"):gsub("difference_found", "")
see("rename: " .. count)

vim.lsp.buf.formatting_sync({}, 20000)
see("layout: " .. vim.api.nvim_buf_get_lines(buffer, 5, 6, false)[1])

local lenses = ask("textDocument/codeLens", { textDocument = vim.lsp.util.make_text_document_params(buffer) })
local titles = {}
for _, lens in ipairs(lenses) do
  table.insert(titles, lens.command.title)
end
see("lens: " .. table.concat(titles, ", "))
local ran = ask("workspace/executeCommand", { command = lenses[2].command.command, arguments = lenses[2].command.arguments })
see("test: " .. ran.message)

client.stop()
wait("goodbye", function() return client.is_stopped() end)
