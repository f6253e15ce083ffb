@rem Generated from src/mcp/cards.ts by npm run generate; do not edit.
@node "%~dp0server.cjs"
