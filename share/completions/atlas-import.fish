# SPDX-License-Identifier: MIT
# Completion of atlas-import(1) for fish.

complete -c atlas-import -f
complete -c atlas-import -l tab -d 'Only this tab' \
    -xa 'Pending_Approvals Approval_History Errors_Hotlist Runs'
complete -c atlas-import -s c -l config -rF -d 'Configuration'
complete -c atlas-import -s d -l database -rF -d 'Database'
complete -c atlas-import -l root -xa '(__fish_complete_directories)' \
    -d 'Where everything lives'
complete -c atlas-import -s j -l json -d 'Print the counts as JSON'
complete -c atlas-import -s n -l dry-run -d 'Print the plan, change nothing'
complete -c atlas-import -s q -l quiet -d 'Only what goes wrong'
complete -c atlas-import -s v -l verbose -d 'Each step'
complete -c atlas-import -l no-color -d 'No colour'
complete -c atlas-import -s h -l help -d 'Help'
complete -c atlas-import -s V -l version -d 'Version'
