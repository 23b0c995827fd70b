# SPDX-License-Identifier: MIT
# Completion of atlas-export(1) for fish.

complete -c atlas-export -f
complete -c atlas-export -l setup -d 'Make the tabs that are not there'
complete -c atlas-export -l tab -d 'Only this tab' \
    -xa 'Pending_Approvals Errors_Hotlist Runs'
complete -c atlas-export -s c -l config -rF -d 'Configuration'
complete -c atlas-export -s d -l database -rF -d 'Database'
complete -c atlas-export -l root -xa '(__fish_complete_directories)' \
    -d 'Where everything lives'
complete -c atlas-export -s j -l json -d 'Print the counts as JSON'
complete -c atlas-export -s n -l dry-run -d 'Print the plan, change nothing'
complete -c atlas-export -s q -l quiet -d 'Only what goes wrong'
complete -c atlas-export -s v -l verbose -d 'Each step'
complete -c atlas-export -l no-color -d 'No colour'
complete -c atlas-export -s h -l help -d 'Help'
complete -c atlas-export -s V -l version -d 'Version'
