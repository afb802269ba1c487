"""What the parameters of operations mean, in plain words.

Each parameter of each operation has an entry, and each entry is used: `openapi.py` fails otherwise.
"""

# What the vendor does not say is read from the name of the parameter, and marked.
_BY_NAME = "Not documented; by its name:"

# Wire name -> meaning.
PARAMETERS = {
    "attributeName": "The property to compare, by its name in Microsoft Entra ID.",
    "attributeValue": "The value that the property must have.",
    "batchid": "The batch's identifier, as `batch_id` of a task has it.",
    "currentuser": "The user, by login name.",
    "distinct": "The field whose values to return.",
    "email": "The group's mail address.",
    "enable": f"{_BY_NAME} whether the protection is to be on, so that no custom scripts can be added.",
    "extensionAttribute": f"{_BY_NAME} the extension attribute to read, where the property has several.",
    "filter": "The rows to return. Default: all.",
    "filterId": f"{_BY_NAME} the people filter profile that the result is limited to.",
    "fullUrl": "The full address of the site collection.",
    "galleryName": "The gallery's name in the request: `gallery_internal_name` of one of its `activity_galleries`.",
    "groupEmail": f"{_BY_NAME} the mail address of a group; only its members are listed.",
    "groupNameOrUrl": "The workspace: the name of a group, team or community, or the address of a site.",
    "groupid": "The group, by its object identifier in Microsoft Entra ID.",
    "includeBlockedUser": "Whether to list users who are blocked from signing in as well.",
    "includeCompleted": "Whether to list completed tasks as well.",
    "isDynamic": f"{_BY_NAME} whether the items are wanted for dynamic membership.",
    "isGetTenantBySiteUrl": f"{_BY_NAME} whether the tenant is found from the address of a site, when "
        "`siteUrlOrTenantId` holds one.",
    "isMultiTenantContact": f"{_BY_NAME} whether to list users of all connected tenants.",
    "isNeedEveryone": f"{_BY_NAME} whether to list the principals that mean everyone as well.",
    "isPassbackEnabled": "Whether the request goes back to its requester for correction, instead of ending as "
        "rejected.",
    "isSearchUserProperty": f"{_BY_NAME} whether properties of users are wanted.",
    "isValidatePermission": "Whether to refuse a service that the caller may not use.",
    "keyword": "The name or address, or a part of it.",
    "languageId": "The language, by its Windows locale identifier (LCID), such as 1033 for English (United States).",
    "languageid": "The language, by its Windows locale identifier (LCID), such as 1033 for English (United States).",
    "nexttoken": "The page to return: `next_token` of the page before. Default: the first page.",
    "objectIdOrNameOrEmail": "The group, by its object identifier in Microsoft Entra ID, its name or its mail address.",
    "objectType": "The kind of object that `workspaceIdentity` names.",
    "office365TenantId": "The Microsoft 365 tenant in which to look; default: the first one in which somebody is "
        "found.",
    "officeTenantId": "The Microsoft 365 tenant.",
    "orderby": "The field to sort the rows by.",
    "peopleFilterProfileId": "The people filter profile that the result is limited to.",
    "propertyName": "The property's name in Microsoft Entra ID.",
    "questionnaireId": "The questionnaire that has led to the service, if one has.",
    "refresh_token": "The refresh token of the pair to renew.",
    "requestId": "The request that is being edited, which is left out of the check; not needed for a new one.",
    "requestid": "The request's identifier.",
    "search": "Text to search for.",
    "serviceId": "The service's identifier.",
    "sharingOptions": "The guests to list: those whom a site with this external sharing setting admits.",
    "siteUrl": "The address of any site of the tenant.",
    "siteUrlOrTenantId": "The place whose users to list: the address of a site, or the identifier of a Microsoft "
        "365 tenant.",
    "siteurl": "The address of the site collection.",
    "skip": "The number of rows to skip.",
    "taskApprovalStatus": "The tasks to list.",
    "tenantId": "The Microsoft 365 tenant.",
    "tenantid": "The Microsoft 365 tenant.",
    "top": "The maximum number of rows to return.",
    "type": "The kind of the file.",
    "uri": "The address of the site.",
    "url": "The address of the site collection.",
    "user": "The new assignee, by user principal name.",
    "userSource": "Where to look for users.",
    "userType": "The kinds of users and groups to list.",
    "username": "The user, by user principal name.",
    "userprincipalname": "The user, by user principal name.",
    "viewId": f"{_BY_NAME} the saved view of the workspace list whose selection to use.",
    "webFullUrl": "The full address of the site that has the action.",
    "webUrl": "The address of the site.",
    "workspaceIdentity": f"{_BY_NAME} the workspace or guest user, by its identifier.",
}

# Group -> wire name -> meaning, where the group's operations mean something of their own.
PARAMETERS_IN = {
    "admin/job_monitor": {"id": "The job's identifier, as `get_all_job_monitor_reports` lists it."},
    "admin/metadata": {"id": "The metadata field's identifier, as `get_all_metadata` lists it."},
    "requests": {"id": "The request's identifier."},
    "services": {"id": "The service's identifier."},
    "tasks": {"id": "The task's identifier."},
    "workspace": {"id": "The workspace's identifier, as `get_workspace_items` lists it."},
}

_SELECTS = "The workspaces to act on, by the fields that `get_workspaces` filters by."

# Operation.wire name -> meaning, where one operation means something of its own.
PARAMETERS_OF = {
    "ApplyCommunitiesProfiles.filter": _SELECTS,
    "ApplyGroupProfiles.filter": _SELECTS,
    "ApplyGroupsPolicy.filter": _SELECTS,
    "ApplySiteProfiles.filter": _SELECTS,
    "ApplySitesPolicy.filter": _SELECTS,
    "ApplyTeamProfiles.filter": _SELECTS,
    "ArchiveWorkspace.filter": _SELECTS,
    "CompleteWorkspaceRenewalTask.filter": _SELECTS,
    "DeleteWebUserCustomAction.name": "The action's name.",
    "GetDownloadFileUrL.fileName": "The name of the file to download.",
    "GetOngoingTasks.type": "The kind of the workspace.",
    "GetRoleAssignment.type": "The kind of object at the address.",
    "GetRoleAssignment.url": "The address of the SharePoint object.",
    "GetServiceId.name": "The service's name; upper and lower case are the same.",
    "GetSiteTemplates.url": "The address of any site of the tenant.",
    "GetTenantIdByUrl.uri": "The address.",
    "GetUploadFileUrL.fileName": "The name of the file to upload.",
    "IsUrlExistsInPendingRequests.url": "The full address of the site collection.",
    "LockWorkspaces.filter": _SELECTS,
    "RemoveSecurityGroup.name": "The group's mail address.",
    "SpecifyContacts.filter": _SELECTS,
    "SpecifySharedMailboxContacts.filter": "The mailboxes to act on, by the fields that "
        "`get_shared_mailboxes` filters by.",
    "TriggerWorkspaceRenewal.filter": _SELECTS,
    "TriggerWorkspacesElection.filter": _SELECTS,
    "UnlockWorkspace.filter": _SELECTS,
    "ValidateEmailForCreateGuestUserService.email": "The guest's mail address.",
}


def meaning(operation, group, wire):
    """What a parameter means, and the entry that says so; nothing when no table has it."""
    for place in (f"{operation}.{wire}", f"{group}.{wire}", wire):
        if place in _ENTRIES:
            return _ENTRIES[place], place
    return "", ""


def places():
    """The entries of all tables of parameters."""
    return _ENTRIES.keys()


_ENTRIES = PARAMETERS | PARAMETERS_OF
for _group, _meanings in PARAMETERS_IN.items():
    _ENTRIES |= {f"{_group}.{wire}": text for wire, text in _meanings.items()}
